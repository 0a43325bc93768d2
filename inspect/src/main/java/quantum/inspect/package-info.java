/** Everything about one symbol on one screen. */
package quantum.inspect;
