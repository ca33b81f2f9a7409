import type { PlantedFault } from './fault.ts';
import { CONNECTOR_FAULTS } from './faults-connectors.ts';
import { CORE_FAULTS } from './faults-core.ts';
import { ENGINE_FAULTS } from './faults-engine.ts';

export const FAULTS: PlantedFault[] = [...CORE_FAULTS, ...ENGINE_FAULTS, ...CONNECTOR_FAULTS];
