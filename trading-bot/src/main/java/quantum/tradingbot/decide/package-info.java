/** When a candle's close is a reason to enter, and when that reason is held back. Pure. */
package quantum.tradingbot.decide;
