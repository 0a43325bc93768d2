/**
 * The service quantum-alerts: tells the trader by telegram, webhook and ntfy what the suite says.
 */
package quantum.alerts;
