/** Profit in units of the risk taken at entry, after costs. */
package quantum.kernel.rnet;
