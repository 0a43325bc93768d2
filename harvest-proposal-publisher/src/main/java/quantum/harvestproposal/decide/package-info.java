/** What is proposed for a position and whether that is news: pure functions. */
package quantum.harvestproposal.decide;
