/** Stop, target and trail proposals derived from the market's state. */
package quantum.kernel.risk;
