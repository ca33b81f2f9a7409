import '../../../renderer/styles.ts';
import { mount } from '../../../renderer/app/mount.tsx';
import { createFakeTransport, SCENES, type Scene } from './fake-transport.ts';
import { ROLES } from './people-handlers.ts';

/** The window over a pretended engine: `/?scene=busy&as=viewer`, kept for the tab. */
const asked = new URLSearchParams(window.location.search).get('scene') ?? sessionStorage.getItem('scene');
const scene: Scene = SCENES.find((one) => one === asked) ?? 'busy';
sessionStorage.setItem('scene', scene);
const role = new URLSearchParams(window.location.search).get('as') ?? sessionStorage.getItem('as');
const as = ROLES.find((one) => one === role) ?? 'owner';
sessionStorage.setItem('as', as);
mount(createFakeTransport(scene, { as }));
