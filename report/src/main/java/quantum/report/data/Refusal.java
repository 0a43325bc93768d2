package quantum.report.data;

/** An entry that opened nothing, and the word of whoever refused it. */
public record Refusal(long atMillis, String symbol, String reason) {}
