/** What the market does now: volatility, trend and regime, measured from closes. */
package quantum.kernel.market;
