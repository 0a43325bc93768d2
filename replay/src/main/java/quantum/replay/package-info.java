/**
 * Backtest of entries over recorded prices: {@code prices → tick → entries | harvest-brain → bridge
 * → apply gates → paper account → results → exitbrain}, the services' own decisions without Redis.
 */
package quantum.replay;
