/**
 * trading-bot: {@code candles + mark prices → signal → one atomic commit of intent and cooldown}.
 */
package quantum.tradingbot;
