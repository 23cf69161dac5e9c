"""Operations, partners, money and published lists of the funds that pay for programmes."""
