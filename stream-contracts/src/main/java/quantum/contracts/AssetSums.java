package quantum.contracts;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import quantum.kernel.value.Decimals;

/**
 * Amounts of money by the asset that they are in: amounts of different assets are never added.
 *
 * @param byAsset without those that are 0
 */
public record AssetSums(Map<String, BigDecimal> byAsset) {
  public static final AssetSums NONE = new AssetSums(Map.of());

  /** One USD each, whatever the market says of it this minute (SPEC §12). */
  private static final Set<String> USD_ASSETS =
      Set.of("USDT", "USDC", "BUSD", "FDUSD", "BNFCR", "USD1", "USD", "");

  private static final Pattern ASSET = Pattern.compile("[!-~&&[^,:|]]{1,20}");
  private static final String UNNAMED = "USD";

  public AssetSums {
    TreeMap<String, BigDecimal> sorted = new TreeMap<>(byAsset);
    sorted.values().removeIf(amount -> amount.signum() == 0);
    byAsset = Collections.unmodifiableSortedMap(sorted);
  }

  /** Whether an amount in this asset counts as so many USD. */
  public static boolean isUsd(String asset) {
    return USD_ASSETS.contains(asset);
  }

  public static AssetSums of(String asset, BigDecimal amount) {
    return NONE.plus(asset, amount);
  }

  public AssetSums plus(String asset, BigDecimal amount) {
    Map<String, BigDecimal> more = new TreeMap<>(byAsset);
    more.merge(ASSET.matcher(asset).matches() ? asset : UNNAMED, amount, BigDecimal::add);
    return new AssetSums(more);
  }

  public AssetSums plus(AssetSums others) {
    Map<String, BigDecimal> more = new TreeMap<>(byAsset);
    others.byAsset.forEach((asset, amount) -> more.merge(asset, amount, BigDecimal::add));
    return new AssetSums(more);
  }

  public boolean isEmpty() {
    return byAsset.isEmpty();
  }

  static Field<List<String>> field(String meaning, String name) {
    return Field.optional(FieldReader::listOf, "ASSET:amount", meaning + ", comma-separated", name);
  }

  static AssetSums read(FieldReader reader, Field<List<String>> field) {
    AssetSums sums = NONE;
    for (Map.Entry<String, BigDecimal> item : reader.items(field, AssetSums::item)) {
      sums = sums.plus(item.getKey(), item.getValue());
    }
    return sums;
  }

  private static Map.Entry<String, BigDecimal> item(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || !ASSET.matcher(text.substring(0, colon)).matches()) {
      throw new IllegalArgumentException("must be ASSET:amount");
    }
    return Map.entry(text.substring(0, colon), Decimals.parse(text.substring(colon + 1)));
  }

  /** As {@code BNB:0.0012,USDT:0.4}. */
  @Override
  public String toString() {
    return FieldWriter.join(
        byAsset.entrySet().stream()
            .map(sum -> sum.getKey() + ':' + Decimals.plain(sum.getValue()))
            .toList());
  }
}
