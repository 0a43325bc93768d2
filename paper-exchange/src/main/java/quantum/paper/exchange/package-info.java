/**
 * One exchange: commands → tick sequence and account → events, with a journal that replays them.
 */
package quantum.paper.exchange;
