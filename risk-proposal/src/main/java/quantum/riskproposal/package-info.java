/**
 * market state + open positions → stop, target and trail proposals → quantum:risk:proposal:*;
 * calculates, never trades.
 */
package quantum.riskproposal;
