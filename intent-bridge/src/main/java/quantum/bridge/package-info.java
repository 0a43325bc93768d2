/**
 * intent-bridge: {@code trade.intent → decode → gate, size, level (entries) | map (exits) → one
 * atomic commit of plan, seen mark, acknowledgement}.
 */
package quantum.bridge;
