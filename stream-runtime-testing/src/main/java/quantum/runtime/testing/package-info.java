/** A real Redis and a probe for its streams: for tests, and for the demo's private server. */
package quantum.runtime.testing;
