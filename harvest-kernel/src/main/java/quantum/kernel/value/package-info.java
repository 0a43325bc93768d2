/** The units of the trade: each is a type whose invariant lives in its constructor. */
package quantum.kernel.value;
