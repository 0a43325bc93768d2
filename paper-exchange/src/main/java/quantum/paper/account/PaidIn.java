package quantum.paper.account;

import java.util.regex.Pattern;

/**
 * What an account pays and is paid in.
 *
 * @param margin profit, loss and funding; fees too unless they are taken in BNB. BNFCR is that of
 *     European accounts with credits
 * @param feesInBnb whether fees are taken in BNB, a tenth cheaper, while there is any
 */
public record PaidIn(String margin, boolean feesInBnb) {
  public static final String USDT = "USDT";
  public static final String BNB = "BNB";
  private static final Pattern ASSET = Pattern.compile("[A-Z0-9]{2,10}");
  public static final PaidIn DEFAULT = new PaidIn(USDT, false);

  /**
   * @throws IllegalArgumentException unless the asset is 2 to 10 capital letters and digits
   */
  public PaidIn {
    if (!ASSET.matcher(margin).matches() || margin.equals(BNB)) {
      throw new IllegalArgumentException(
          "margin asset must be 2 to 10 capital letters and digits, and not BNB, was " + margin);
    }
  }
}
