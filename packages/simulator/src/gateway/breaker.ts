// What the gateway says when it has crashed too often to start its channels by itself.
export const breakerSentence =
  'restart-loop breaker tripped: 3 unclean boot(s) within 300000ms; suppressing channel/provider account auto-start. Inspect the stability bundle and fix the startup crash before restarting the service. Start a channel manually with: openclaw gateway call channels.start --params \'{"channel":"<id>"}\'';
