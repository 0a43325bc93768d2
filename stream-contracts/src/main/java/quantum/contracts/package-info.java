/**
 * Every stream, key and field of the suite: one record and codec each. No other module knows a
 * field's name; maps stop here.
 */
package quantum.contracts;
