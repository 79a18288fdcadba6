// What ECharts expects around it and the server's interpreter lacks. Nothing is
// ever late in a picture that is drawn at once: timers do nothing.
const nothing = () => 0;
globalThis.setTimeout ??= nothing;
globalThis.clearTimeout ??= nothing;
globalThis.console ??= { log: nothing, warn: nothing, error: nothing };
