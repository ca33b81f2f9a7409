import '../../../renderer/styles.ts';
import { mount } from '../../../renderer/app/mount.tsx';
import { createFakeTransport, SCENES, type Scene } from './fake-transport.ts';

/** The window over a pretended engine: `/?scene=busy`, kept for the tab. */
const asked = new URLSearchParams(window.location.search).get('scene') ?? sessionStorage.getItem('scene');
const scene: Scene = SCENES.find((one) => one === asked) ?? 'busy';
sessionStorage.setItem('scene', scene);
mount(createFakeTransport(scene));
