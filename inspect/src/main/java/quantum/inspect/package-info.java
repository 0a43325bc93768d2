/** Everything about one symbol on one screen: read Redis once → explain (pure) → show. */
package quantum.inspect;
