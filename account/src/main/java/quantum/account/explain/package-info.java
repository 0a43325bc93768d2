/** Why a position is where it is and what would happen next: pure functions of a snapshot. */
package quantum.account.explain;
