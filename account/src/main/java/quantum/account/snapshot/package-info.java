/** What Redis says about one symbol at one moment: typed, read-only, unreadable keys named. */
package quantum.account.snapshot;
