/** The only channels between the desktop window and the app: calls in, events out, and which company the window shows. */
export const CALL_CHANNEL = 'plumbline:call';
export const EVENT_CHANNEL = 'plumbline:event';
export const COMPANY_CHANNEL = 'plumbline:company';
