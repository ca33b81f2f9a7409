/** The only two channels between the desktop window and the app: calls in, events out. */
export const CALL_CHANNEL = 'plumbline:call';
export const EVENT_CHANNEL = 'plumbline:event';
