/** What is proposed for a position: a pure function of what Redis said. */
package quantum.riskproposal.decide;
