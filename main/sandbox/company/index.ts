export { APP, PERSON } from './actors.ts';
export {
  type Company,
  type CompanyOptions,
  type CompanySnapshot,
  type CompanySummary,
  createCompany,
} from './company.ts';
export type { PersonAct } from './person.ts';
export type { SeedOptions } from './seed.ts';
export type { Actor, Clock, CompanyRequest, CompanyResponse } from './types.ts';
