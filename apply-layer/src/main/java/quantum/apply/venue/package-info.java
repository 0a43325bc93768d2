/**
 * The port to the exchange: what apply-layer may ask of a venue and every way it may answer. Names
 * no exchange.
 */
package quantum.apply.venue;
