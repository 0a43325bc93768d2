/** Figures for Prometheus, made of what the one reader has read. */
package quantum.console.metrics;
