/**
 * The engine, the services' own decisions without Redis: {@code window → path → (exchange's stops
 * and margin | harvest-brain → bridge → apply gates → paper account → results → exitbrain) →
 * journal}.
 */
package quantum.replay.run;
