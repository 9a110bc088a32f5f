import { createStore } from '../../util/store.ts';

/** A name by which an owner will recognise this browser in a list: `Chromium on Linux`, `Safari on iPhone`. */
export function deviceNameFrom(userAgent: string): string {
  return `${browserIn(userAgent)} on ${systemIn(userAgent)}`;
}

function browserIn(userAgent: string): string {
  if (/Edg\//.test(userAgent)) return 'Edge';
  if (/OPR\//.test(userAgent)) return 'Opera';
  if (/Firefox\/|FxiOS\//.test(userAgent)) return 'Firefox';
  if (/Chrome\/|CriOS\/|Chromium\//.test(userAgent)) return 'Chrome';
  return /Safari\//.test(userAgent) ? 'Safari' : 'Browser';
}

function systemIn(userAgent: string): string {
  if (/iPhone/.test(userAgent)) return 'iPhone';
  if (/iPad/.test(userAgent)) return 'iPad';
  if (/Android/.test(userAgent)) return 'Android';
  if (/Mac OS X|Macintosh/.test(userAgent)) return 'Mac';
  if (/Windows/.test(userAgent)) return 'Windows';
  if (/CrOS/.test(userAgent)) return 'ChromeOS';
  return /Linux/.test(userAgent) ? 'Linux' : 'another system';
}

/** The name as it stands in the field; read at the moment in which a code is claimed. */
export const deviceName = createStore(deviceNameFrom(navigator.userAgent));
