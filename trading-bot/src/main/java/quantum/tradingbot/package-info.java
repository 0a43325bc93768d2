/** candles → momentum signal → trade.intent. */
package quantum.tradingbot;
