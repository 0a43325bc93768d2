/** What an intent becomes: a plan, a skip that says why, or a refusal. Pure. */
package quantum.bridge.decide;
