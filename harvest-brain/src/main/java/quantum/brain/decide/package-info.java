/**
 * What harvest-brain decides, without Redis, clock, log or environment: a feed event goes in,
 * effects come out. The service, its shadow mode and the replay tool run this same code.
 */
package quantum.brain.decide;
