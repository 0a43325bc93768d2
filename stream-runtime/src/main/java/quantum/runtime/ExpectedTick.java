package quantum.runtime;

/**
 * The price that must be the last one of its stream, with the timestamp spelled as its writer
 * spells it.
 */
public record ExpectedTick(String priceStream, String symbol, String timestamp) {}
