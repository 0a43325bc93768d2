/** What harvest-brain runs with, as far as an explanation depends on it. */
package quantum.account.settings;
