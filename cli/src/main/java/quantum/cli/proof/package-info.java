/** The seven proofs that harvest-proposal-publisher works and cannot trade. */
package quantum.cli.proof;
