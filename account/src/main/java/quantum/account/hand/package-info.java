/** What the trader's verbs do: keys that hold back, and plans; nothing else is written. */
package quantum.account.hand;
