// Loaded before a server (`node --import`): its machine's clock is wrong by CLOCK_SHIFT_MS.
const shiftMs = Number(process.env.CLOCK_SHIFT_MS ?? 0);
const RealDate = globalThis.Date;

globalThis.Date = class ShiftedDate extends RealDate {
  constructor(...parameters) {
    super(...(parameters.length === 0 ? [RealDate.now() + shiftMs] : parameters));
  }
  static now() {
    return RealDate.now() + shiftMs;
  }
};
