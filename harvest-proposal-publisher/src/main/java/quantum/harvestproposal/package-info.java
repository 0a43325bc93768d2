/**
 * market state + stop distance + position → kernel → quantum:harvest:proposal:*; calculates, never
 * trades.
 */
package quantum.harvestproposal;
