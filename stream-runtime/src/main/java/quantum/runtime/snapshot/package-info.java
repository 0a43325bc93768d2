/** What Redis says now about the account: typed, read in one round trip, unreadable keys named. */
package quantum.runtime.snapshot;
