import { Page } from '../../ui/index.ts';

export function Screen() {
  return <Page title="Overview">{null}</Page>;
}
