import { describe, expect, test } from 'vitest';
import {
  errorCodeOf,
  type Fault,
  faultIn,
  inTheWay,
  mayHaveHappened,
  plainText,
  readFault,
  toAppError,
} from '../../../../main/connectors/quickbooks/errors.ts';
import { answer } from './support.ts';

const NOW = Date.parse('2026-05-10T12:00:00Z');
const fault = (more: Partial<Fault>): Fault => ({
  status: 400,
  code: null,
  message: '',
  detail: '',
  element: null,
  intuitTid: null,
  retryAfterMs: null,
  ...more,
});

describe('envelopes', () => {
  const application = {
    Fault: {
      Error: [
        { Message: 'Duplicate Name Exists Error', Detail: 'The name supplied already exists. : Id=1209', code: '6240' },
      ],
      type: 'ValidationFault',
    },
    time: '2026-05-10T05:00:00.000-07:00',
  };
  const gateway = {
    warnings: null,
    fault: {
      error: [
        {
          message: 'message=AuthenticationFailed; errorCode=003200; statusCode=401',
          detail: 'Token expired',
          code: '3200',
          element: null,
        },
      ],
      type: 'AUTHENTICATION',
    },
    batchItemResponse: [],
    time: 1601391072830,
  };
  const xml =
    '<?xml version="1.0" encoding="UTF-8"?><IntuitResponse time="2026-05-10T05:00:00.000-07:00" xmlns="http://schema.intuit.com/finance/v3">' +
    '<Fault type="SERVICE"><Error code="003001"><Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message>' +
    '<Detail>The request limit was reached.  Try again later</Detail></Error></Fault></IntuitResponse>';

  test('capitals', () => {
    expect(readFault(answer(400, application, { intuit_tid: 'tid-1' }), NOW)).toEqual({
      status: 400,
      code: '6240',
      message: 'Duplicate Name Exists Error',
      detail: 'The name supplied already exists. : Id=1209',
      element: null,
      intuitTid: 'tid-1',
      retryAfterMs: null,
    });
  });
  test('lower case', () => {
    expect(readFault(answer(401, gateway), NOW)).toMatchObject({ code: '3200', detail: 'Token expired' });
  });
  test('XML although JSON was asked for', () => {
    expect(readFault(answer(429, xml), NOW)).toMatchObject({
      code: '3001',
      detail: 'The request limit was reached. Try again later',
    });
  });
  test('HTML of a balancer', () => {
    const html =
      '<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>503</h1></body></html>';
    expect(readFault(answer(503, html), NOW)).toMatchObject({
      code: null,
      detail: '503 Service Temporarily Unavailable',
    });
  });
  test('a fault with HTTP 200', () => {
    expect(readFault(answer(200, application), NOW)).toMatchObject({ status: 200, code: '6240' });
    expect(readFault(answer(200, { ...gateway, fault: null }), NOW)).toBeNull();
  });
  test('several errors and an element', () => {
    const two = {
      Fault: {
        Error: [
          { Detail: 'one', code: '2010', element: 'Line' },
          { Detail: 'two', code: '2020' },
        ],
      },
    };
    expect(readFault(answer(400, two), NOW)).toMatchObject({ code: '2010', detail: 'one; two', element: 'Line' });
  });
  test('what broke off', () => {
    const half = (text: string): string => text.slice(0, text.length / 2);
    const broken = readFault(answer(400, half(JSON.stringify(application))), NOW);
    expect(broken).toMatchObject({ code: null, detail: 'The answer broke off', cut: true });
    expect(readFault(answer(400, half(xml)), NOW)).toMatchObject({ cut: true });
    for (const whole of [JSON.stringify(application), xml, '<html><p>Bad request', 'Bad request', '', '{}'])
      expect(readFault(answer(400, whole), NOW)).not.toHaveProperty('cut');
    expect(readFault(answer(200, '{"Customer":'), NOW)).toBeNull();
  });
  test('nothing at all', () => {
    expect(readFault(answer(502, ''), NOW)).toMatchObject({ code: null, detail: 'HTTP 502' });
    expect(readFault(answer(200, ''), NOW)).toBeNull();
  });
  test('a good answer is no fault', () => {
    expect(readFault(answer(200, { Customer: { Id: '1' } }), NOW)).toBeNull();
    expect(faultIn({ Customer: {} }, 400, null)).toBeNull();
  });
  test.each([
    ['003200', '3200'],
    ['3200', '3200'],
    ['0', '0'],
    [3200, '3200'],
  ])('code %j', (code, expected) => {
    expect(readFault(answer(400, { Fault: { Error: [{ code }] } }), NOW)?.code).toBe(expected);
  });
  test('a code only in the message', () => {
    const hidden = { fault: { error: [{ message: 'message=X; errorCode=003001; statusCode=429' }] } };
    expect(readFault(answer(429, hidden), NOW)?.code).toBe('3001');
  });
  test('how long to wait', () => {
    expect(readFault(answer(429, '', { 'retry-after': '7' }), NOW)?.retryAfterMs).toBe(7000);
    expect(readFault(answer(429, '', { 'retry-after': 'Sun, 10 May 2026 12:00:30 GMT' }), NOW)?.retryAfterMs).toBe(
      30_000,
    );
    expect(readFault(answer(429, '', { 'retry-after': 'soon' }), NOW)?.retryAfterMs).toBeNull();
  });
  test('HTML in a detail is only words', () => {
    expect(plainText('<b>No</b>&nbsp;way &lt;3 &#33;<script>x</script>')).toBe('No way <3 ! x');
    expect(plainText('x'.repeat(900))).toHaveLength(500);
  });
});

describe('what a code means', () => {
  test.each([
    ['100', 401, 'connection.credentials'],
    ['110', 401, 'connection.credentials'],
    ['3200', 401, 'connection.credentials'],
    ['120', 401, 'connection.permission'],
    ['130', 401, 'connection.wrongEnvironment'],
    ['3100', 403, 'connection.permission'],
    ['3100', 500, 'connection.outage'],
    ['140', 400, 'connection.outage'],
    ['150', 400, 'connection.outage'],
    ['3001', 429, 'connection.throttled'],
    ['3001', 403, 'connection.throttled'],
    [null, 429, 'connection.throttled'],
    ['10000', 500, 'connection.outage'],
    [null, 503, 'connection.outage'],
    [null, 401, 'connection.credentials'],
    [null, 403, 'connection.permission'],
    ['610', 400, 'quickbooks.missing'],
    ['2500', 400, 'quickbooks.missing'],
    ['6250', 400, 'quickbooks.missing'],
    ['5010', 400, 'quickbooks.stale'],
    ['5020', 400, 'quickbooks.notAllowed'],
    ['5030', 400, 'quickbooks.notAllowed'],
    ['6140', 400, 'quickbooks.duplicateNumber'],
    ['6240', 400, 'quickbooks.duplicateName'],
    ['6190', 400, 'connection.subscription'],
    ['6190', 200, 'connection.subscription'],
    ['6200', 400, 'quickbooks.closedPeriod'],
    ['6210', 400, 'quickbooks.closedPeriod'],
    ['6220', 400, 'quickbooks.hasBalance'],
    ['6480', 400, 'quickbooks.bankMatched'],
    ['6540', 400, 'quickbooks.deposited'],
    ['6000', 400, 'quickbooks.rejected'],
    ['6070', 400, 'quickbooks.rejected'],
    ['2010', 400, 'quickbooks.rejected'],
    ['424242', 400, 'quickbooks.rejected'],
  ])('%s with HTTP %i is %s', (code, status, expected) => {
    expect(errorCodeOf(fault({ code, status }))).toBe(expected);
  });

  test('a host that does not know its own paths is an outage', () => {
    const lostHost = fault({ code: '500', detail: 'Operation Could not find resource for relative : /v3/company/1/x' });
    expect(errorCodeOf(lostHost)).toBe('connection.outage');
    expect(errorCodeOf(fault({ code: '500', detail: 'Unsupported operation' }))).toBe('quickbooks.rejected');
  });

  test('what broke off says nothing of the record, nor of rights', () => {
    for (const status of [400, 401, 403, 404, 500])
      expect(errorCodeOf(fault({ status, cut: true }))).toBe('connection.outage');
    expect(errorCodeOf(fault({ status: 429, cut: true }))).toBe('connection.throttled');
    for (const status of [400, 404]) expect(mayHaveHappened(fault({ status, cut: true }))).toBe(true);
    for (const status of [401, 403, 429]) expect(mayHaveHappened(fault({ status, cut: true }))).toBe(false);
  });

  test('only a clear no is a no', () => {
    for (const status of [500, 502, 503, 504]) expect(mayHaveHappened(fault({ status }))).toBe(true);
    expect(mayHaveHappened(fault({ status: 400, code: '600' }))).toBe(true);
    for (const code of ['5010', '6240', '3001', '3200']) expect(mayHaveHappened(fault({ code }))).toBe(false);
  });
});

test('the sentence, the remedy and QuickBooks’ own words', () => {
  const number = fault({
    code: '6140',
    detail: 'You must specify a different number. DocNumber=1042 is assigned to TxnType=Invoice with TxnId=17984',
    intuitTid: 'tid-9',
    element: 'DocNumber',
  });
  expect(inTheWay(number)).toEqual({ type: 'Invoice', id: '17984' });
  expect(toAppError(number, 'Invoice 1042')).toMatchObject({
    code: 'quickbooks.duplicateNumber',
    retryable: false,
    userSentence: 'QuickBooks refused Invoice 1042: that number is already used by another Invoice.',
    values: { duplicateId: '17984', duplicateType: 'Invoice' },
    native: { httpStatus: 400, faultCode: '6140', element: 'DocNumber', intuitTid: 'tid-9' },
  });
  expect(inTheWay(fault({ code: '6240', detail: 'Ce nom existe déjà. : Id=425' }))).toEqual({ type: null, id: '425' });
  expect(inTheWay(fault({ code: '6240', detail: 'exists. : null' }))).toEqual({ type: null, id: null });
  expect(toAppError(fault({ status: 429 }), 'x').retryAfterMs).toBe(60_000);
});
