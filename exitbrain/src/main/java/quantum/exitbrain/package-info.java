/**
 * exitbrain: {@code price.update + apply.result → decode → decide per open position → one atomic
 * commit of plans (live) or suggestions (shadow), acknowledgements}.
 */
package quantum.exitbrain;
