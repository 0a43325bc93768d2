/** Whether what was read is in order, and what mends it: pure functions of what was read. */
package quantum.account.judge;
