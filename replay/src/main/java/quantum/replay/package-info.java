/**
 * The backtest's commands: {@code options → prices, entries, rules → run → output}, and {@code
 * options → combinations → both parts of the time → output}. Each other package knows those before
 * it alone: trades, entry, market, journal, run, output.
 */
package quantum.replay;
