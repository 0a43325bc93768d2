/** What the real venue does not have: the replay's pace, faults on demand, a look inside. */
package quantum.paper.control;
