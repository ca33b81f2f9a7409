export { APP, PERSON } from './actors.ts';
export type { ChangeEvent, Commit } from './changes.ts';
export {
  type Company,
  type CompanyOptions,
  type CompanySnapshot,
  type CompanySummary,
  createCompany,
  type Told,
  type Watcher,
} from './company.ts';
export type { PersonAct } from './person.ts';
export { type Plan, plans } from './plans.ts';
export { type Profile, type TaxMode, taxModes } from './profile.ts';
export type { SeedOptions } from './seed.ts';
export type { Switches } from './switches.ts';
export type { Actor, Clock, CompanyRequest, CompanyResponse } from './types.ts';
