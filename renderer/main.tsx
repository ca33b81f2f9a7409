import './styles.ts';
import { mount } from './app/mount.tsx';
import { openTransport } from './transport/index.ts';

mount(openTransport());
