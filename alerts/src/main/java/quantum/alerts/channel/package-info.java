/** The ways to a trader: how each is spoken to, and what its answers mean. */
package quantum.alerts.channel;
